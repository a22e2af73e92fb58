package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's driver anew, with another class in the place of the one that keeps the state of the transaction. */
public final class OldPostgresDriver extends ClassLoader {

    private static final String CONNECTION = "org.postgresql.core.BaseConnection";
    private static final String EXECUTOR = "org.postgresql.core.QueryExecutorBase";

    private final byte @Nullable [] executor;

    private OldPostgresDriver(byte @Nullable [] executor) {
        super(OldPostgresDriver.class.getClassLoader());
        this.executor = executor;
    }

    /** Without that class. */
    public static OldPostgresDriver withoutExecutor() {
        return new OldPostgresDriver(null);
    }

    /** Where the class keeps the state in such a field. */
    public static OldPostgresDriver withState(int modifiers) {
        return new OldPostgresDriver(executor("transactionState", modifiers));
    }

    /** Where the class keeps the state in no field of that name. */
    public static OldPostgresDriver withoutState() {
        return new OldPostgresDriver(executor("status", Modifier.VOLATILE));
    }

    public Connection connection(FakeDriver answers) throws ReflectiveOperationException {
        return (Connection) Proxy.newProxyInstance(this, new Class<?>[] {loadClass(CONNECTION)}, answers);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.equals(CONNECTION) && !name.equals(EXECUTOR)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte @Nullable [] bytes = name.equals(EXECUTOR) ? executor : original(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) {
        try (InputStream source = getResourceAsStream(name.replace('.', '/') + ".class")) {
            return Objects.requireNonNull(source).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class with one field. */
    private static byte[] executor(String field, int modifiers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream file = new DataOutputStream(bytes)) {
            file.writeInt(0xCAFEBABE);
            file.writeInt(52);
            file.writeShort(7);
            constant(file, EXECUTOR.replace('.', '/'));
            type(file, 1);
            constant(file, "java/lang/Object");
            type(file, 3);
            constant(file, field);
            constant(file, "Ljava/lang/Object;");
            file.writeShort(Modifier.PUBLIC | 0x20);
            file.writeShort(2);
            file.writeShort(4);
            file.writeShort(0);
            file.writeShort(1);
            file.writeShort(modifiers);
            file.writeShort(5);
            file.writeShort(6);
            file.writeShort(0);
            file.writeShort(0);
            file.writeShort(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void constant(DataOutputStream file, String text) throws IOException {
        file.writeByte(1);
        file.writeUTF(text);
    }

    private static void type(DataOutputStream file, int name) throws IOException {
        file.writeByte(7);
        file.writeShort(name);
    }
}
