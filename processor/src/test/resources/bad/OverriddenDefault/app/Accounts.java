package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@Aatomic
public interface Accounts {
    int balance(long account);

    @NonAatomic
    default int twice(long account) {
        return 2 * balance(account);
    }

    @NonAatomic
    default int fine(long account) {
        return balance(account);
    }
}

class Jooq implements Accounts {
    @Override
    public int balance(long account) {
        return 1;
    }

    @Override
    public int twice(long account) { // ! OverriddenDefault 16
        return 2;
    }
}

/** Reports nothing of what its superclass has. */
class Heir extends Jooq {}

class Base {
    public int twice(long account) {
        return 2;
    }

    public int balance(long account) {
        return 2;
    }
}

class Child extends Base implements Accounts {} // ! OverriddenDefault 1

interface Wide extends Accounts {
    @Override
    default int twice(long account) { // ! OverriddenDefault 17
        return 3;
    }
}

class Outer {
    enum Fixed implements Accounts {
        ONE;

        @Override
        public int balance(long account) {
            return 3;
        }

        @Override
        public int twice(long account) { // ! OverriddenDefault 20
            return 3;
        }
    }
}

/** Is wrapped by a generated class of its own, which calls it. */
@Aatomic
class Own implements Accounts {
    @Override
    public int balance(long account) {
        return 1;
    }

    @Override
    @NonAatomic
    public int twice(long account) {
        return 2;
    }
}

/** Makes the method transactional, so that the implementation may have it. */
@Aatomic
interface Narrow extends Accounts {
    @Override
    @Aatomic
    int twice(long account);
}

class JooqNarrow implements Narrow {
    @Override
    public int balance(long account) {
        return 1;
    }

    @Override
    public int twice(long account) {
        return 2;
    }
}
