package dev.aatomic.runtime.internal.lane;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Asks whether the JVM was started with {@code --enable-preview}. It tells nobody but the classes that need it: one that says so in its
 * version, as The Java Virtual Machine Specification has it in 4.1, is refused without.
 */
final class PreviewFeatures {

    private static final int MAGIC = 0xCAFEBABE;

    /** Of a class file that depends on preview features of the release in its major version. */
    private static final int MINOR_VERSION = 0xFFFF;

    /** What a release is ahead of its major version by. */
    private static final int MAJOR_VERSION_OF_ZERO = 44;

    private static final int CONSTANT_UTF8 = 1;
    private static final int CONSTANT_CLASS = 7;
    private static final int ACC_FINAL_SUPER = 0x0030;

    private PreviewFeatures() {}

    static boolean areEnabled() {
        try {
            new Throwaway().define(emptyClass());
            return true;
        } catch (UnsupportedClassVersionError disabled) {
            return false;
        } catch (LinkageError | SecurityException | UnsupportedOperationException cannotTell) {
            // A native image makes no classes, and has no preview features either.
            return false;
        }
    }

    /** Of its own, since JDK 25 never lets go of a class loader that was to define a hidden class and refused. */
    private static final class Throwaway extends ClassLoader {

        Throwaway() {
            super(null);
        }

        void define(byte[] file) {
            defineClass(null, file, 0, file.length);
        }
    }

    private static byte[] emptyClass() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream file = new DataOutputStream(bytes)) {
            file.writeInt(MAGIC);
            file.writeShort(MINOR_VERSION);
            file.writeShort(Runtime.version().feature() + MAJOR_VERSION_OF_ZERO);
            file.writeShort(5); // constants, and one
            writeClass(file, PreviewFeatures.class.getName().replace('.', '/') + "Asked", 2);
            writeClass(file, "java/lang/Object", 4);
            file.writeShort(ACC_FINAL_SUPER);
            file.writeShort(1); // itself
            file.writeShort(3); // its superclass
            for (int nothing = 0; nothing < 4; nothing++) {
                file.writeShort(0); // interfaces, fields, methods, attributes
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Two constants: a class, and at the given index its name. */
    private static void writeClass(DataOutputStream file, String name, int index) throws IOException {
        file.writeByte(CONSTANT_CLASS);
        file.writeShort(index);
        file.writeByte(CONSTANT_UTF8);
        file.writeUTF(name);
    }
}
