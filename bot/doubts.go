package bot

import "httpcode/bot/blocks"

// doubts is what a teller knows of attempts that may have arrived although they
// failed. The outbox asks of the way in use; of one that was left nobody asks
// again, so an answer that comes another way says that it may be the second.
type doubts struct {
	here  bool // an attempt by the way in use may have arrived
	left  bool // one by a way that was left
	noted bool // the attempt that is being made says so
}

// begin adds to an attempt what is unsure of the ways before.
func (d *doubts) begin(a Attempt) Attempt {
	a.Unsure = a.Unsure || d.left
	d.noted = a.Unsure
	return a
}

// failed notes the error, if any, of an attempt by the way in use.
func (d *doubts) failed(err error) {
	d.here = d.here || err != nil && judgeFailure(err).ambiguous
}

// settle notes that no attempt by the way in use arrived.
func (d *doubts) settle() { d.here = false }

// leave gives up the way in use.
func (d *doubts) leave() { d.left, d.here = d.left || d.here, false }

// leaving gives up the way in use after err; m, which goes by the next one in the
// same attempt, then says what it has to say.
func (d *doubts) leaving(m blocks.Message, err error) blocks.Message {
	d.failed(err)
	d.leave()
	if !d.left || d.noted {
		return m
	}
	d.noted = true
	return Attempt{Unsure: true}.noting(m)
}
