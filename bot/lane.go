package bot

import (
	"context"
	"sync"
)

// job is a piece of work, and how to tell the person where it fails.
type job struct {
	run func(ctx context.Context)
	// tell says a sentence to whoever waits for the job; it may be nil.
	tell func(ctx context.Context, sentence string)
}

// lane is a bounded queue with a bounded number of workers.
type lane struct {
	jobs    chan job
	workers sync.WaitGroup

	mu     sync.RWMutex // held for reading while a job is offered
	closed bool
}

func newLane(queue int) *lane { return &lane{jobs: make(chan job, queue)} }

// start runs the workers until the lane is closed and empty.
func (l *lane) start(workers int, do func(job)) {
	for range workers {
		l.workers.Go(func() {
			for j := range l.jobs {
				do(j)
			}
		})
	}
}

// offer takes the job unless the queue is full or the lane closed.
func (l *lane) offer(j job) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return false
	}
	select {
	case l.jobs <- j:
		return true
	default:
		return false
	}
}

// close takes no more jobs; done is closed when the last one has ended.
func (l *lane) close() (done <-chan struct{}) {
	l.mu.Lock()
	l.closed = true
	close(l.jobs)
	l.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		l.workers.Wait()
		close(ended)
	}()
	return ended
}
