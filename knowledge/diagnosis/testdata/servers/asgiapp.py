async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/raise":
        raise RuntimeError("on purpose")
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"nothing here"})
