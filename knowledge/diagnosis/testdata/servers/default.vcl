vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "@nginx0@"; .first_byte_timeout = 20s; }
backend refused { .host = "127.0.0.1"; .port = "@down@"; }
backend mute { .host = "127.0.0.1"; .port = "@mute@"; .first_byte_timeout = 0.3s; }
backend closer { .host = "127.0.0.1"; .port = "@closer@"; }
backend haproxy { .host = "127.0.0.1"; .port = "@haproxy0@"; }
backend go { .host = "127.0.0.1"; .port = "@go@"; }
backend gunicorn { .host = "127.0.0.1"; .port = "@gunicorn0@"; }
backend apache { .host = "127.0.0.1"; .port = "@apache0@"; }
sub vcl_recv {
  if (req.url == "/refused") { set req.backend_hint = refused; }
  if (req.url == "/timeout") { set req.backend_hint = mute; }
  if (req.url == "/closed") { set req.backend_hint = closer; }
  if (req.url == "/denied") { return (synth(403, "Not for you")); }
  if (req.url == "/gone") { return (synth(410)); }
  if (req.url ~ "^/go/") { set req.url = regsub(req.url, "^/go", ""); set req.backend_hint = go; }
  if (req.url ~ "^/nginx/") { set req.url = regsub(req.url, "^/nginx", ""); }
  if (req.url ~ "^/haproxy/") { set req.url = regsub(req.url, "^/haproxy", ""); set req.backend_hint = haproxy; }
  if (req.url ~ "^/gunicorn/") { set req.url = regsub(req.url, "^/gunicorn", ""); set req.backend_hint = gunicorn; }
  if (req.url ~ "^/apache/") { set req.url = regsub(req.url, "^/apache", ""); set req.backend_hint = apache; }
  return (pass); # so that one test never sees what another left in the cache
}
sub vcl_deliver {
  # What hardened installations hide.
  if (req.http.host == "hidden.test") { unset resp.http.via; unset resp.http.x-varnish; unset resp.http.age; unset resp.http.server; }
}
sub vcl_synth {
  if (req.http.host == "hidden.test") { unset resp.http.x-varnish; unset resp.http.server; }
}
