package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds return types to those that methods of an {@link Aatomic} type may have: the types that {@link ReturnTypeAdapter} methods of the
 * given classes are for.
 *
 * <pre>{@code
 * @Aatomic
 * @AdaptedBy(ListenableFutureBlocks.class)
 * public interface Accounts {
 *     ListenableFuture<Receipt> transfer(long from, long to, BigDecimal amount);
 * }
 * }</pre>
 *
 * <p>It holds for the methods of the type that it stands on and of the types nested in it; on a package, for those of its types. What a
 * type extends or implements brings its adapters along. For a whole build there is the processor's option {@code
 * -Aaatomic.adaptedBy=com.acme.ListenableFutureBlocks,…}. Of several adapters for one type the nearest is called: the type's own goes
 * before that of the type around it, the package's, its supertypes', the option's, and Aatomic's own.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface AdaptedBy {

    /**
     * The classes that have the adapters.
     *
     * @return classes with methods that are {@link ReturnTypeAdapter}, which the types that this holds for can access
     */
    Class<?>[] value();
}
