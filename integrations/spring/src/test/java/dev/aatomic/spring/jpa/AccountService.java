package dev.aatomic.spring.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** An existing service, whose methods have Spring's transactions. */
class AccountService {

    static final IllegalStateException FAILURE = new IllegalStateException("service");

    private final Accounts accounts;
    private final AtomicReference<@Nullable SessionImplementor> used = new AtomicReference<>();

    @PersistenceContext
    private @Nullable EntityManager entities;

    AccountService(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The session that the last method used. */
    @Nullable
    SessionImplementor used() {
        return used.get();
    }

    private void use() {
        EntityManager injected = entities;
        if (injected == null) {
            throw new IllegalStateException("not injected");
        }
        used.set(injected.unwrap(SessionImplementor.class));
    }

    @Transactional
    public void withdraw(int id, int amount) {
        use();
        accounts.findById(id).orElseThrow().balance -= amount;
    }

    @Transactional
    public void withdrawAndFail(int id, int amount) {
        withdraw(id, amount);
        throw FAILURE;
    }

    @Transactional(propagation = Propagation.NESTED)
    public void withdrawNested(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(propagation = Propagation.NESTED)
    public void withdrawNestedAndFail(int id, int amount) {
        withdrawAndFail(id, amount);
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void withdrawAlone(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void openAlone(Account account) {
        use();
        accounts.save(account);
    }

    @Transactional(propagation = Propagation.NESTED)
    public void openNested(Account account) {
        openAlone(account);
    }

    @Transactional(propagation = Propagation.SUPPORTS)
    public void withdrawIfAny(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void withdrawInside(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(propagation = Propagation.NEVER)
    public void withdrawNever(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public void withdrawNotSupported(int id, int amount) {
        withdraw(id, amount);
    }

    @Transactional(readOnly = true)
    public int readAndChange(int id) {
        withdraw(id, 1);
        return accounts.findById(id).orElseThrow().balance;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW, readOnly = true)
    public void readAloneAndChange(int id) {
        withdraw(id, 1);
    }

    @Transactional
    public CompletionStage<Integer> withdrawLater(int id, CompletionStage<Integer> amount) {
        withdraw(id, 1);
        return amount;
    }

    @Transactional
    public Mono<Integer> withdrawInMono(int id) {
        withdraw(id, 1);
        return Mono.just(id);
    }
}
