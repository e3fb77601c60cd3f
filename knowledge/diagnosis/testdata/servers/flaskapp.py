from flask import Flask, abort

app = Flask(__name__)


@app.route("/")
def home():
    return "fine"


@app.route("/denied")
def denied():
    abort(403)


@app.route("/raise")
def fail():
    raise RuntimeError("on purpose")
