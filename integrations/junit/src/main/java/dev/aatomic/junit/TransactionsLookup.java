package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** Finds the transactions that a test is about, and remembers where it has looked. */
final class TransactionsLookup {

    private final ExtensionContext context;

    /** What was found that gives none, for the message. */
    private final List<String> looked = new ArrayList<>();

    private TransactionsLookup(ExtensionContext context) {
        this.context = context;
    }

    /**
     * Finds them.
     *
     * @throws ExtensionConfigurationException if there are none, or several
     */
    static Transactions find(ExtensionContext context, AatomicExtension extension) {
        Supplier<Transactions> given = extension.given();
        return given != null ? given.get() : new TransactionsLookup(context).find();
    }

    private Transactions find() {
        Transactions found = inFields();
        if (found == null) {
            found = inContainers();
        }
        if (found == null) {
            throw new ExtensionConfigurationException("Test " + context.getDisplayName() + " of "
                    + context.getRequiredTestClass().getName()
                    + " is to run in a transaction, and no Transactions were found: " + String.join("; ", looked)
                    + ". Keep them in a field of the test class that has its value before the test's first"
                    + " @BeforeEach method, or give them to the extension by hand: @RegisterExtension static"
                    + " AatomicExtension database = AatomicExtension.of(transactions)");
        }
        return found;
    }

    // ---- fields

    private @Nullable Transactions inFields() {
        List<Object> instances = new ArrayList<>(
                context.getTestInstances().map(all -> all.getAllInstances()).orElse(List.of()));
        Collections.reverse(instances);
        Set<Transactions> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> names = new ArrayList<>();
        int fields = 0;
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
                for (Field field : declaring.getDeclaredFields()) {
                    if (!Transactions.class.isAssignableFrom(field.getType())
                            && field.getType() != AatomicExtension.class) {
                        continue;
                    }
                    fields++;
                    Transactions value = value(field, instances);
                    if (value != null && found.add(value)) {
                        names.add(name(field));
                    }
                }
            }
            if (found.size() == 1) {
                return found.iterator().next();
            }
            if (found.size() > 1) {
                throw new ExtensionConfigurationException("Transactions of " + type.getName() + ": found several, in "
                        + String.join(" and ", names)
                        + "; expected one. Give the one that is meant to the extension by hand, with"
                        + " AatomicExtension.of(transactions)");
            }
        }
        if (fields == 0) {
            looked.add("no field of the class, nor of those that it extends or is nested in, is of type Transactions");
        }
        return null;
    }

    private @Nullable Transactions value(Field field, List<Object> instances) {
        Object instance = null;
        if (!Modifier.isStatic(field.getModifiers())) {
            instance = instances.stream()
                    .filter(each -> field.getDeclaringClass().isInstance(each))
                    .findFirst()
                    .orElse(null);
            if (instance == null) {
                looked.add("field " + name(field) + " belongs to an instance, and there is none yet");
                return null;
            }
        }
        Object value;
        try {
            field.setAccessible(true);
            value = field.get(instance);
        } catch (ReflectiveOperationException | RuntimeException e) {
            looked.add("field " + name(field) + " cannot be read: " + e);
            return null;
        }
        if (value instanceof AatomicExtension extension) {
            Supplier<Transactions> given = extension.given();
            return given == null ? null : given.get();
        }
        if (value == null) {
            looked.add("field " + name(field) + " is null");
        }
        return (Transactions) value;
    }

    private static String name(Field field) {
        return field.getDeclaringClass().getSimpleName() + "." + field.getName();
    }

    // ---- containers

    /** Whether Spring or CDI may make the test's instance. */
    static boolean isInContainer(ExtensionContext context) {
        if (isThere("org.springframework.test.context.junit.jupiter.SpringExtension")
                && SpringLookup.isWithSpring(context.getRequiredTestClass())) {
            return true;
        }
        if (!isThere("jakarta.enterprise.inject.spi.CDI")) {
            return false;
        }
        try {
            return CdiLookup.isThere();
        } catch (RuntimeException | LinkageError none) {
            return false;
        }
    }

    /** Whether a parameter is annotated for Spring, which gives it then: only one may. */
    static boolean isGivenBySpring(ParameterContext parameter, ExtensionContext context) {
        return isThere("org.springframework.test.context.junit.jupiter.SpringExtension")
                && SpringLookup.isWithSpring(context.getRequiredTestClass())
                && SpringLookup.gives(parameter);
    }

    private @Nullable Transactions inContainers() {
        if (isThere("org.springframework.test.context.junit.jupiter.SpringExtension")
                && SpringLookup.isWithSpring(context.getRequiredTestClass())) {
            return SpringLookup.find(context);
        }
        looked.add("the test has no SpringExtension");
        if (!isThere("jakarta.enterprise.inject.spi.CDI")) {
            looked.add("CDI is not there");
            return null;
        }
        try {
            return CdiLookup.find();
        } catch (RuntimeException | LinkageError e) {
            looked.add("CDI.current() gives none: " + e);
            return null;
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, TransactionsLookup.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
