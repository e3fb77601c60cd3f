import sys
from aiohttp import web


async def fail(request):
    raise RuntimeError("on purpose")

app = web.Application()
app.router.add_get("/raise", fail)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
