package dev.aatomic.runtime.internal.lane;

/**
 * Code of the user that is called while a block waits for its return, in no scope: it cannot wait for the end of that block.
 *
 * @param dispatcher of those transactions whose block it is
 * @param what as a message names it
 */
public record Callback(Dispatcher dispatcher, String what) {

    /** Runs the code here. */
    public void run(Runnable code) {
        ThreadState thread = ThreadState.current();
        Callback previous = thread.callback;
        thread.callback = this;
        try {
            code.run();
        } finally {
            thread.callback = previous;
        }
    }
}
