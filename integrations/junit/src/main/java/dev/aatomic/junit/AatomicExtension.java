package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlocks;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Does what {@link AatomicTest} and {@link CommittedTest} say. Registered by them, or by hand where the {@code Transactions} are neither in
 * a field nor in a container:
 *
 * <pre>{@code
 * @RegisterExtension
 * static AatomicExtension database = AatomicExtension.of(transactions);
 * }</pre>
 *
 * <p>Registered by hand it rolls back, unless {@code @CommittedTest} is there too.
 */
public final class AatomicExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create("dev.aatomic.junit.AatomicExtension");

    /** The key of the {@link RolledBackTest} around a test. */
    private static final String TEST = "test";

    /** The key of that around all tests of a class. */
    private static final String CLASS = "class";

    /** The key of the class around whose tests that is. */
    private static final String CLASS_OF = "class of";

    /** The key of the extension that gives parameters where there is no test. */
    private static final String PARAMETERS = "parameters";

    /** The key of what cleans up after a test that commits. */
    private static final String CLEANUP = "cleanup";

    private final @Nullable Supplier<Transactions> given;

    /** Called by JUnit for the annotations. */
    public AatomicExtension() {
        this(null);
    }

    private AatomicExtension(@Nullable Supplier<Transactions> given) {
        this.given = given;
    }

    /**
     * An extension for tests of these transactions.
     *
     * @param transactions the transactions
     * @return for a field with {@code @RegisterExtension}
     */
    public static AatomicExtension of(Transactions transactions) {
        return new AatomicExtension(() -> transactions);
    }

    /**
     * An extension for tests of transactions that are made later.
     *
     * @param transactions gives them; asked before each test
     * @return for a field with {@code @RegisterExtension}
     */
    public static AatomicExtension of(Supplier<Transactions> transactions) {
        return new AatomicExtension(transactions);
    }

    /** Null if it was made for an annotation. */
    @Nullable
    Supplier<Transactions> given() {
        return given;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    // ---- around a class

    @Override
    public void beforeAll(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        if (!isPerClass(type) || type == store(context).get(CLASS_OF)) {
            // Registered by an annotation and by hand: the first one has done it.
            return;
        }
        RolledBackTest outer = store(context).get(CLASS, RolledBackTest.class);
        Transactions transactions = TransactionsLookup.find(context, this);
        store(context).put(CLASS, RolledBackTest.open(transactions, context.getDisplayName(), outer));
        store(context).put(CLASS_OF, type);
        store(context).put(this, CLASS);
    }

    /** A nested class is as the one that it is in, unless it says otherwise. */
    private static boolean isPerClass(Class<?> test) {
        for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
            Optional<AatomicTest> said = AnnotationSupport.findAnnotation(type, AatomicTest.class);
            if (said.isPresent() || !has(type, Nested.class)) {
                return said.isPresent() && said.get().perClass();
            }
        }
        return false;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RolledBackTest around = store(context).get(CLASS, RolledBackTest.class);
        if (around != null && store(context).remove(this) != null) {
            store(context).remove(CLASS);
            store(context).remove(CLASS_OF);
            around.end(context.getDisplayName(), context.getExecutionException().isPresent());
        }
    }

    // ---- around a test

    @Override
    public void beforeEach(ExtensionContext context) {
        if (store(context).get(TEST) != null || store(context).get(CLEANUP) != null) {
            // Registered by an annotation and by hand, or by two annotations: the first one has done it.
            checkSame(context);
            return;
        }
        Transactions transactions = TransactionsLookup.find(context, this);
        CommittedTest committed = committed(context);
        if (committed != null) {
            checkNotInClass(context);
            store(context).put(CLEANUP, new Cleanup(transactions, committed.keep()));
        } else {
            RolledBackTest around = store(context).get(CLASS, RolledBackTest.class);
            store(context).put(TEST, RolledBackTest.open(transactions, name(context), around));
        }
        store(context).put(this, TEST);
    }

    private static Transactions transactions(ExtensionContext context) {
        RolledBackTest test = store(context).get(TEST, RolledBackTest.class);
        return test != null
                ? test.transactions()
                : store(context).get(CLEANUP, Cleanup.class).transactions();
    }

    /** What would be done with other transactions would commit, and stay. */
    private void checkSame(ExtensionContext context) {
        if (given != null && !TestBlocks.of(given.get()).equals(TestBlocks.of(transactions(context)))) {
            throw new ExtensionConfigurationException("Test " + name(context)
                    + ": found two Transactions, each given to an extension; expected one, with all the databases. What"
                    + " is done with the second one would not be rolled back");
        }
    }

    private static void checkNotInClass(ExtensionContext context) {
        if (store(context).get(CLASS) != null) {
            throw new ExtensionConfigurationException("Test " + name(context)
                    + ": found @CommittedTest in a class with @AatomicTest(perClass = true), in whose block it could not"
                    + " commit; expected one of them. Move the test to another class");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (store(context).remove(this) == null) {
            return;
        }
        boolean hasFailed = context.getExecutionException().isPresent();
        RolledBackTest test = store(context).remove(TEST, RolledBackTest.class);
        if (test != null) {
            test.end(name(context), hasFailed);
        }
        Cleanup cleanup = store(context).remove(CLEANUP, Cleanup.class);
        if (cleanup != null) {
            cleanup.run(name(context));
        }
    }

    private static String name(ExtensionContext context) {
        return context.getTestClass().map(type -> type.getSimpleName() + ".").orElse("")
                + context.getTestMethod().map(Method::getName).orElse("")
                + (context.getTestMethod().isPresent()
                                && context.getDisplayName()
                                        .startsWith(
                                                context.getTestMethod().get().getName())
                        ? ""
                        : " " + context.getDisplayName());
    }

    /** The annotation, if it is nearer than the other one, or alone; on the same element it wins. */
    private static @Nullable CommittedTest committed(ExtensionContext context) {
        Optional<Method> method = context.getTestMethod();
        if (method.isPresent() && (has(method.get(), CommittedTest.class) || has(method.get(), AatomicTest.class))) {
            return AnnotationSupport.findAnnotation(method.get(), CommittedTest.class)
                    .orElse(null);
        }
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            if (has(type, CommittedTest.class) || has(type, AatomicTest.class)) {
                return AnnotationSupport.findAnnotation(type, CommittedTest.class)
                        .orElse(null);
            }
        }
        return null;
    }

    private static boolean has(AnnotatedElement element, Class<? extends Annotation> annotation) {
        return AnnotationSupport.isAnnotated(element, annotation);
    }

    // ---- every method of a test

    private static <T extends @Nullable Object> T inTest(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        RolledBackTest test = store(context).get(TEST, RolledBackTest.class);
        RolledBackTest around = test != null ? test : store(context).get(CLASS, RolledBackTest.class);
        return around == null ? invocation.proceed() : around.<T, Throwable>call(invocation::proceed);
    }

    /** What is there before a test, or after it: a test of another class may be open, and is not meant. */
    private static <T extends @Nullable Object> T outsideTest(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        return store(context).get(CLASS) != null
                ? inTest(invocation, context)
                : TestBlocks.<T, Throwable>outside(invocation::proceed);
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> constructor, ExtensionContext context)
            throws Throwable {
        return outsideTest(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        outsideTest(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inTest(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inTest(invocation, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return inTest(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inTest(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
            throws Throwable {
        inTest(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inTest(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        outsideTest(invocation, context);
    }

    // ---- parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if ((type != Transactions.class && type != TestTransaction.class)
                || TransactionsLookup.isGivenBySpring(parameter, context)) {
            return false;
        }
        return isInTest(context)
                ? store(context).get(this) != null
                : ClassParameters.areResolvedHere(parameter, context) && isTheOne(context);
    }

    private static boolean isInTest(ExtensionContext context) {
        return store(context).get(TEST) != null || store(context).get(CLEANUP) != null;
    }

    /** Registered by an annotation and by hand, only the first one may answer. */
    private boolean isTheOne(ExtensionContext context) {
        if (store(context).get(PARAMETERS) == null) {
            store(context).put(PARAMETERS, this);
        }
        return store(context).get(PARAMETERS) == this;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RolledBackTest test = store(context).get(TEST, RolledBackTest.class);
        if (!isInTest(context)) {
            RolledBackTest around = store(context).get(CLASS, RolledBackTest.class);
            return around == null
                    ? ClassParameters.resolve(parameter, TransactionsLookup.find(context, this))
                    : ClassParameters.resolveIn(around, parameter);
        }
        if (parameter.getParameter().getType() == TestTransaction.class) {
            if (test == null) {
                throw new ParameterResolutionException("TestTransaction: found a test with @CommittedTest, around which"
                        + " there is none; expected @AatomicTest. Take Transactions as the parameter");
            }
            return test.transaction();
        }
        return transactions(context);
    }
}
