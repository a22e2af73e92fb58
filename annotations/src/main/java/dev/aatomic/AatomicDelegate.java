package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The qualifier of the implementation that a generated class wraps, so that a container which knows both injects the wrapper into
 * everybody else and the implementation into the wrapper only.
 *
 * <pre>{@code
 * @AatomicDelegate
 * @Component
 * final class JooqAccounts implements Accounts { … }
 * }</pre>
 *
 * <p>It stands on the class of a bean, or on what makes one, such as a factory method or a binding. Exactly one bean of an
 * interface may have it. It is a qualifier for Spring and for everything that knows those of {@code jakarta.inject}; neither needs
 * to be there.
 */
@Documented
@jakarta.inject.Qualifier
@org.springframework.beans.factory.annotation.Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
// Whoever reads this module need not read the containers' to use it.
@SuppressWarnings("exports")
public @interface AatomicDelegate {}
