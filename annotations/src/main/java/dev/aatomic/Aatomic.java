package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the methods of an interface, or of a class, transactional: each runs in a block that commits when the method completed
 * normally and rolls back when it failed.
 *
 * <p>For an annotated interface {@code Accounts} the processor writes the class {@code AccountsAatomic}, which implements it,
 * takes the user's implementation, and wraps each of its methods:
 *
 * <pre>{@code
 * @Aatomic
 * public interface Accounts {
 *     CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount);
 *
 *     @Aatomic(durable = true)
 *     CompletionStage<Void> settle(LocalDate day);
 *
 *     @NonAatomic
 *     String describe();
 * }
 *
 * Accounts accounts = new AccountsAatomic(new JooqAccounts(dsl), transactions);
 * }</pre>
 *
 * <p>On a class that implements interfaces, the generated class implements them too and takes the class itself. An interface
 * without abstract methods needs no implementation: the generated class runs its default methods, and calls between them go
 * through their blocks.
 *
 * <table class="striped">
 * <caption>Return types</caption>
 * <tr><th>declared</th><th>the block ends when</th></tr>
 * <tr><td>{@code CompletionStage}, {@code CompletableFuture}</td><td>the returned stage completes; entered on a thread
 *     of the executor given to {@code Transactions.builder()}</td></tr>
 * <tr><td>Reactor's {@code Mono} and {@code Flux}; Mutiny's {@code Uni} and {@code Multi}; RxJava 3's {@code Single}, {@code Maybe},
 *     {@code Completable}, {@code Flowable} and {@code Observable}; {@code org.reactivestreams.Publisher}; {@code
 *     java.util.concurrent.Flow.Publisher}</td><td>it completes; entered when it is subscribed to. All but the last need the
 *     module for their library</td></tr>
 * <tr><td>what {@link AdaptedBy} adds</td><td>as its {@link ReturnTypeAdapter} says</td></tr>
 * <tr><td>a value, {@code void}</td><td>the method returns or throws; entered on the caller's thread</td></tr>
 * </table>
 *
 * <p>An attribute written on a method replaces the type's, attribute by attribute; what neither writes comes from the nearest
 * superinterface that does. On a method of an interface that carries no annotation itself, it makes that one method
 * transactional; the others are passed on.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Aatomic {

    /**
     * The name of the database, as given to {@code Transactions.builder().database(name, …)}.
     *
     * @return the name; empty for the database of the innermost open block, else the default one
     */
    String using() default "";

    /**
     * Whether a nested block is a savepoint of its own.
     *
     * @return false to merge a nested block into the one around it: its failure then rolls back the nearest enclosing
     *     savepoint, or all. An outermost block is a transaction either way
     */
    boolean savepoint() default true;

    /**
     * Whether the block must be the outermost one of its database, so that its normal completion means "committed".
     *
     * @return true to fail with {@code DurableNestedException} when called inside another block
     */
    boolean durable() default false;

    /**
     * What the block does about the one that is open where it is called. {@code savepoint = false} is the short form of {@link
     * Propagation#REQUIRED}; writing both is an error.
     *
     * @return the propagation
     */
    Propagation propagation() default Propagation.NESTED;

    /**
     * The isolation of the transaction. A nested block may ask for no stricter one than its transaction has.
     *
     * @return the isolation
     */
    Isolation isolation() default Isolation.DEFAULT;

    /**
     * Whether the transaction only reads, which the database may use and enforce. Written as {@code false} on a block, that block
     * is an error inside a read-only one; not written, it joins it.
     *
     * @return true for a read-only transaction
     */
    boolean readOnly() default false;

    /**
     * When an outermost block takes its connection: before its body runs, or with its first statement. A nested block has that of the
     * block around it, and a block in another library's transaction the one of that transaction, whatever is said here.
     *
     * @return the moment; what the transactions were built with by default
     */
    ConnectionAcquisition connection() default ConnectionAcquisition.DEFAULT;

    /**
     * How long the block may take: the wait for a connection, the body, each statement, the moment before COMMIT, and all attempts
     * of a {@link Retry} together. A number and a unit, {@code ms}, {@code s}, {@code m} or {@code h}, or an ISO-8601 duration. A nested
     * block ends no later than the one around it.
     *
     * @return the time; empty for no limit
     */
    String timeout() default "";

    /**
     * Whether and how the block runs again after a failure that may pass.
     *
     * @return the retry; one attempt by default
     */
    Retry retry() default @Retry(maxAttempts = 1);

    /**
     * Failures of the body that do not roll back: the block commits, and its caller gets the failure all the same.
     *
     * @return the classes; their subclasses count
     */
    Class<? extends Throwable>[] noRollbackFor() default {};

    /**
     * The dependency-injection container of which the generated class is a bean: one of the constants of {@link ComponentModel}.
     * Written on a type only, and about the class that is generated for that type: what extends it says so itself. It goes before
     * the processor's option {@code -Aaatomic.componentModel}, which says it for all types.
     *
     * @return the container's name; empty for what the option says, {@link ComponentModel#PLAIN} without it
     */
    String componentModel() default "";
}
