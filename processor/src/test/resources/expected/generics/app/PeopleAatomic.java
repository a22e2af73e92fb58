package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link People}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class PeopleAatomic implements People {
    private final People delegate;
    private final Atomic get;
    private final Atomic save;
    private final Atomic saveAll;
    private final Atomic find;
    private final Atomic first;
    private final Atomic all;
    private final Atomic anything;
    private final Atomic byKey;
    private final Atomic array;
    private final Atomic next;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public PeopleAatomic(People delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.get = transactions.atomic().named("People.get");
        this.save = transactions.atomic().named("People.save");
        this.saveAll = transactions.atomic().named("People.saveAll");
        this.find = transactions.atomic().named("People.find");
        this.first = transactions.atomic().named("People.first");
        this.all = transactions.atomic().named("People.all");
        this.anything = transactions.atomic().named("People.anything");
        this.byKey = transactions.atomic().named("People.byKey");
        this.array = transactions.atomic().named("People.array");
        this.next = transactions.atomic().named("People.next");
    }

    @Override
    public Person get(Long id) {
        return get.get(() -> delegate.get(id));
    }

    @Override
    public <S extends Person> S save(S entity) {
        return save.get(() -> delegate.<S>save(entity));
    }

    @Override
    public <S extends Person, C extends Collection<? super S> & Serializable> C saveAll(C into, List<S> entities) {
        return saveAll.get(() -> delegate.<S, C>saveAll(into, entities));
    }

    @Override
    public Optional<Person> find(Long id) {
        return find.get(() -> delegate.find(id));
    }

    @Override
    public CompletionStage<? extends Person> first() {
        return first.getStageAsync(() -> delegate.first());
    }

    @Override
    public CompletionStage<List<? super Person>> all() {
        return all.getStageAsync(() -> delegate.all());
    }

    @Override
    public CompletionStage<?> anything() {
        return anything.getStageAsync(() -> delegate.anything());
    }

    @Override
    public <K extends Comparable<K>> Map<K, Person[]> byKey(Map.Entry<K, ? extends Long>[][] keys) {
        return byKey.get(() -> delegate.<K>byKey(keys));
    }

    @Override
    public Person[] array() {
        return array.get(() -> delegate.array());
    }

    @Override
    public Person next(Person after) {
        return next.get(() -> delegate.next(after));
    }
}
