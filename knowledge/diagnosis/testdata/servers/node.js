const http = require('http');
const answer = {
  '/': [200, 'text/plain', 'fine'],
  '/500': [500, 'text/plain', 'broken'],
  '/json': [500, 'application/json', '{"error":"broken"}'],
  '/502': [502, 'text/plain', 'my own gateway error'],
};
http.createServer((req, res) => {
  const [status, type, body] = answer[req.url] || [404, undefined, 'not here'];
  res.statusCode = status;
  if (type) res.setHeader('Content-Type', type);
  res.end(body);
}).listen(process.argv[2], '127.0.0.1');
