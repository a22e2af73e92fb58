package dev.aatomic.conformance.run;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.subscribed.SubscribedType;
import java.util.function.Function;

/** A way into blocks. */
public final class Way {

    /** Through {@code Atomic}. */
    public static final Way ATOMIC = new Way("Atomic", AtomicEntrance::new);

    /** Through generated classes. */
    public static final Way GENERATED = new Way("generated", GeneratedEntrance::new);

    private final String name;
    private final Function<Transactions, Entrance> entrance;

    private Way(String name, Function<Transactions, Entrance> entrance) {
        this.name = name;
        this.entrance = entrance;
    }

    /** Through values of a type that have to be subscribed to. */
    public static Way subscribed(SubscribedType type) {
        return subscribed(type.toString(), transactions -> {
            AtomicEntrance settings = new AtomicEntrance(transactions);
            return (block, body) -> type.open(settings.atomic(block), body::get);
        });
    }

    /** Through something that has to be subscribed to. */
    public static Way subscribed(String name, Function<Transactions, Subscribing> subscribing) {
        return new Way(name, transactions -> new SubscribedEntrance(transactions, subscribing.apply(transactions)));
    }

    Entrance entrance(Transactions transactions) {
        return entrance.apply(transactions);
    }

    @Override
    public String toString() {
        return name;
    }
}
