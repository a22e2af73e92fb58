package dev.aatomic.runtime.support;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;

/** Loads this library, and programs that use it, anew, as each application of a server has them. */
public class OwnLoader extends URLClassLoader {

    public OwnLoader() {
        super(
                new URL[] {
                    place(Transactions.class), place(Propagation.class), place(OwnLoader.class), place(Await.class)
                },
                OwnLoader.class.getClassLoader());
    }

    private static URL place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source.getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.aatomic.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }
}
