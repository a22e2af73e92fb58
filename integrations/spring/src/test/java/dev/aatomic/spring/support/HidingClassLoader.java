package dev.aatomic.spring.support;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.springframework.beans.BeanUtils;

/** The class path of the tests without a package, as an application has it that does not use that library. */
public final class HidingClassLoader extends URLClassLoader {

    private final String hidden;

    private HidingClassLoader(String hidden) {
        super(classPath(), ClassLoader.getPlatformClassLoader());
        this.hidden = hidden;
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(HidingClassLoader::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(hidden)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }

    /**
     * Runs what a test does.
     *
     * @param test its class, which is loaded anew, with all that it uses
     * @param hidden the beginning of the names of the classes that are not there; empty if all are
     */
    public static void run(Class<? extends Runnable> test, String hidden) throws Exception {
        if (hidden.isEmpty()) {
            BeanUtils.instantiateClass(test).run();
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (HidingClassLoader loader = new HidingClassLoader(hidden)) {
            thread.setContextClassLoader(loader);
            ((Runnable) BeanUtils.instantiateClass(loader.loadClass(test.getName()))).run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
