package dev.aatomic.runtime.support.wire;

/**
 * What a message of a conversation is.
 *
 * @param begins what it is the first message of; null if of nothing
 * @param ends what it is the last of more messages of; null if of nothing
 * @param completes what has gone through with it; null if nothing has
 */
record Passing(Moment begins, Moment ends, Moment completes) {

    static final Passing NOTHING = new Passing(null, null, null);

    static Passing begin(Moment moment) {
        return new Passing(moment, null, null);
    }

    static Passing whole(Moment moment) {
        return new Passing(moment, null, moment);
    }

    static Passing end(Moment moment) {
        return new Passing(null, moment, moment);
    }
}
