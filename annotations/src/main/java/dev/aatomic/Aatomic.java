package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the methods of an interface transactional: each runs in a block that commits when the method completed normally and
 * rolls back when it failed.
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
 * <table class="striped">
 * <caption>Return types</caption>
 * <tr><th>declared</th><th>the block ends when</th></tr>
 * <tr><td>{@code CompletionStage}, {@code CompletableFuture}</td><td>the returned stage completes; entered on a dispatch
 *     thread</td></tr>
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
}
