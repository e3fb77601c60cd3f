# One WSGI application for gunicorn and uWSGI.
def app(environ, start_response):
    path = environ.get("PATH_INFO", "/")
    if path.endswith("/raise"):
        raise RuntimeError("on purpose")
    if path.endswith("/missing"):
        start_response("404 Not Found", [("Content-Type", "text/html")])
        return [b"<h1>No such thing</h1>"]
    if path.endswith("/json"):
        start_response("500 Internal Server Error", [("Content-Type", "application/json")])
        return [b'{"error": "on purpose"}']
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"<p>fine</p>"]
