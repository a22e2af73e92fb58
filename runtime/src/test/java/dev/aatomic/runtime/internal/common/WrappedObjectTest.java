package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Wrapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pool wraps is found by the name of its type, and its name is looked up once for each class of wrappers. */
@Tag("rooms")
final class WrappedObjectTest {

    private static final String NAME = Wrapped.class.getName();

    /** What is looked for. */
    public interface Wrapped {}

    private static final Wrapped WRAPPED = new Wrapped() {};

    /** Counts how often the name is asked for, and knows it or not. */
    private static final class CountingLoader extends ClassLoader {

        private int asked;
        private boolean knows = true;

        CountingLoader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(NAME)) {
                asked++;
                if (knows) {
                    return Wrapped.class;
                }
            }
            throw new ClassNotFoundException(name);
        }

        /** A wrapper whose class is this loader's. */
        Wrapper wrapper() {
            return (Wrapper) Proxy.newProxyInstance(
                    this, new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "isWrapperFor" -> arguments[0] == Wrapped.class;
                            case "unwrap" -> WRAPPED;
                            default -> throw new AssertionError(method);
                        };
                    });
        }
    }

    @Test
    void nameIsLookedUpOnceForAllThatAreOfOneClass() {
        CountingLoader loader = new CountingLoader();

        for (int i = 0; i < 5; i++) {
            WrappedObject found = WrappedObject.find(loader.wrapper(), NAME);
            assertThat(found).isEqualTo(new WrappedObject(Wrapped.class, WRAPPED));
        }

        assertThat(loader.asked).isEqualTo(1);
    }

    @Test
    void typeOfItsOwnIsFoundWithoutLookingBehind() {
        CountingLoader loader = new CountingLoader();
        Wrapper wrapper = loader.wrapper();

        for (int i = 0; i < 5; i++) {
            assertThat(WrappedObject.of(wrapper, Connection.class.getName()))
                    .isEqualTo(new WrappedObject(Connection.class, wrapper));
            assertThat(WrappedObject.of(wrapper, NAME)).isNull();
        }

        assertThat(loader.asked).isZero();
    }

    @Test
    void whatTheLoaderDoesNotKnowIsLookedForEachTimeAndThenWithTheThreads() {
        CountingLoader loader = new CountingLoader();
        loader.knows = false;
        Wrapper wrapper = loader.wrapper();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        CountingLoader ofThread = new CountingLoader();
        try {
            Thread.currentThread().setContextClassLoader(ofThread);
            assertThat(WrappedObject.find(wrapper, NAME)).isNotNull();
            assertThat(WrappedObject.find(wrapper, NAME)).isNotNull();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        assertThat(ofThread.asked).isPositive();
        assertThat(loader.asked).isEqualTo(2);
    }
}
