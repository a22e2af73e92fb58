package dev.aatomic.reactive.random;

/**
 * What is subscribed to, and how it is read.
 *
 * @param seed what it was made from
 * @param library with whose operators
 * @param root with one outermost block at least
 * @param demand how its subscriber asks
 * @param cancel when its subscriber cancels
 * @param cancelAt the number of the item, or how long after the subscription
 * @param isLazy whether the outermost blocks take their connection late
 */
record Program(long seed, LibraryKind library, Node root, Demand demand, Cancel cancel, int cancelAt, boolean isLazy) {

    /** How a subscriber asks for items. */
    enum Demand {
        ALL,
        ONE_BY_ONE,
        /** On another thread. */
        ONE_BY_ONE_ELSEWHERE,
        TWO_BY_TWO
    }

    /** When a subscriber cancels. */
    enum Cancel {
        NEVER,
        ON_SUBSCRIBE,
        /** While it is told of an item. */
        IN_ITEM,
        /** On another thread, when it was told of an item. */
        AFTER_ITEM,
        /** On another thread, at any time. */
        SOME_TIME;

        /** Whether it is left to chance how far the program gets. */
        boolean isByChance() {
            return this == AFTER_ITEM || this == SOME_TIME;
        }
    }

    Program withRoot(Node other) {
        return new Program(seed, library, other, demand, cancel, cancelAt, isLazy);
    }

    Program withReader(Demand otherDemand, Cancel otherCancel) {
        return new Program(seed, library, root, otherDemand, otherCancel, cancelAt, isLazy);
    }

    Program eager() {
        return new Program(seed, library, root, demand, cancel, cancelAt, false);
    }
}
