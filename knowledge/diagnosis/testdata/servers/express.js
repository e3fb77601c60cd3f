const express = require('express');
const routes = (app) => {
  app.get('/', (req, res) => res.send('fine'));
  app.get('/raise', () => { throw new Error('on purpose'); });
  app.get('/json', (req, res) => res.status(500).json({ error: 'broken' }));
  app.get('/custom', (req, res) => res.status(404).send('<h1>Nothing here</h1>'));
  return app;
};
process.env.NODE_ENV = 'production';
routes(express()).listen(process.argv[2], '127.0.0.1');
routes(express().disable('x-powered-by')).listen(process.argv[3], '127.0.0.1');
