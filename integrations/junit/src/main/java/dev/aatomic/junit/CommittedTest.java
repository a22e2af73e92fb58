package dev.aatomic.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets each test commit, and empties all tables afterwards: those of the schemas that the connections see, but for views, the history of
 * Flyway and Liquibase, and what {@link #keep} names. For what a rolled-back test cannot show: hooks that run by themselves, independent
 * transactions, isolation. Such tests must not run at the same time as others on the same database.
 *
 * <p>On a method it takes the place of {@link AatomicTest} on the class.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(AatomicExtension.class)
public @interface CommittedTest {

    /**
     * Tables that are not emptied, such as those whose rows a migration has written.
     *
     * @return their names without a schema; upper and lower case are the same
     */
    String[] keep() default {};
}
