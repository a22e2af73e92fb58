package dev.aatomic.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rolls back at the end of each test what that has done to the databases, with its {@code @BeforeEach} and {@code @AfterEach} methods,
 * whichever threads the tested code uses. Blocks in the test behave as elsewhere, and their hooks wait: see {@link TestTransaction}. A test
 * that ends while a block is open fails.
 *
 * <p>The {@code Transactions} are those of a field of the test, of Spring's application context, or of CDI. On an annotation it makes that
 * annotation do the same; on a method it speaks for that test.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(AatomicExtension.class)
public @interface AatomicTest {

    /**
     * Whether there is a block around all tests of the class too, in which its {@code @BeforeAll} methods run: what these write is there
     * for each test and rolled back after the last. Its tests then run one after another. The {@code Transactions} must be there before
     * {@code @BeforeAll}: in a static field with an initializer, or in a container. Only on a class.
     *
     * @return false by default: {@code @BeforeAll} methods commit
     */
    boolean perClass() default false;
}
