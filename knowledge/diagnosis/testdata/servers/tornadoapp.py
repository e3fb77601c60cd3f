import asyncio
import sys
import tornado.web


class Fail(tornado.web.RequestHandler):
    def get(self):
        raise RuntimeError("on purpose")


async def main():
    tornado.web.Application([("/raise", Fail)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()

asyncio.run(main())
