package dev.aatomic.runtime.support;

import java.io.IOException;
import java.io.InputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Loads an engine of its own, which tells its {@link Walk} of each method and constructor that is entered. */
public final class WalkLoader extends OwnLoader {

    private static final String ENGINE = "dev.aatomic.runtime.internal.";

    public WalkLoader() {
        // An assertion calls methods for which nobody goes anywhere in production.
        setDefaultAssertionStatus(false);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.startsWith(ENGINE)) {
            return super.findClass(name);
        }
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] noted = noted(new ClassReader(original), name);
            return defineClass(name, noted, 0, noted.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] noted(ClassReader original, String name) {
        ClassWriter writer = new ClassWriter(original, ClassWriter.COMPUTE_MAXS);
        original.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor visitor = super.visitMethod(access, method, descriptor, signature, exceptions);
                        // A bridge stands in no file, and what is done once per class is in nobody's way.
                        boolean counts = (access & Opcodes.ACC_BRIDGE) == 0 && !method.equals("<clinit>");
                        return counts ? new Entry(visitor, name) : visitor;
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static final class Entry extends MethodVisitor {

        private final String type;

        Entry(MethodVisitor method, String type) {
            super(Opcodes.ASM9, method);
            this.type = type;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            visitLdcInsn(type);
            visitMethodInsn(
                    Opcodes.INVOKESTATIC, Type.getInternalName(Walk.class), "enter", "(Ljava/lang/String;)V", false);
        }
    }
}
