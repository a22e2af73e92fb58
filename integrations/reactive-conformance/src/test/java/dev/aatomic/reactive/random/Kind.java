package dev.aatomic.reactive.random;

/** What a part of a program does. */
enum Kind {
    /** Emits so many items. */
    ITEMS(false),
    /** Inserts the row of this number, and emits that. */
    WRITE(true),
    STATEMENT_FAILS(true),
    FAILS(false),
    /** Fails the first time, and emits an item from then on. */
    FAILS_FIRST(true),
    /** A function of the user's throws; that of a block, where it is a whole body. */
    THROWS(false),
    /** The function of a block returns null. Only as a whole body. */
    RETURNS_NULL(false),
    ROLLBACK_ONLY(true),
    HOOK(true),
    HOOK_FAILS(true),
    ROLLBACK_HOOK(true),
    /** Cancels the program's own subscription. */
    CANCEL(true),
    /** Emits nothing, and never ends. Only at the end of a body whose block has a limit. */
    NEVER(false),

    MAP(false),
    /** Goes on on another thread. */
    HOP(false),
    /** Subscribes on another thread. */
    SUBSCRIBE_ON(false),
    /** Goes on once the part has ended. */
    COLLECT(false),
    /** Goes on with the second part where the first fails. */
    RESUME(false),
    /** Subscribes again, so often. */
    RETRY(false),
    /** Cancels after so many items. */
    TAKE(false),
    /** One part after the other. */
    SEQUENCE(false),
    /** All parts at a time. */
    MERGE(false),
    /** For each item of the first part the second one, one after the other. */
    CONCAT_MAP(false),
    /** The same, some at a time. */
    FLAT_MAP(false),

    BLOCK(true),
    /** Without a savepoint. */
    MERGED_BLOCK(true),
    /** Commits also when its body fails as programs do. */
    FORGIVING_BLOCK(true),
    /** Runs its body again when that fails as programs do: the library's own retry. */
    RETRIED_BLOCK(true),
    /** With a timeout, that its body outlasts. */
    OVERDUE_BLOCK(true),
    /** One that is cancelled by the library's own operator, since it emits nothing for a while. */
    TIMED_OUT_BLOCK(true);

    private final boolean hasEffect;

    Kind(boolean hasEffect) {
        this.hasEffect = hasEffect;
    }

    /** Whether it makes a difference, beside what it emits, how far it got. */
    boolean hasEffect() {
        return hasEffect;
    }

    /** Whether it reads one stream after another. */
    boolean goesOver() {
        return this == RESUME || this == RETRY || this == SEQUENCE || this == CONCAT_MAP;
    }

    boolean isBlock() {
        return compareTo(BLOCK) >= 0;
    }
}
