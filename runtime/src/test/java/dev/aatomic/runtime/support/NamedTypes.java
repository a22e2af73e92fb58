package dev.aatomic.runtime.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Objects of libraries that are no part of the tests: of types that have the name of the library's. */
public final class NamedTypes {

    private NamedTypes() {}

    private static final class Loader extends ClassLoader {

        Loader() {
            super(NamedTypes.class.getClassLoader());
        }

        Class<?> define(String name, ClassWriter writer) {
            writer.visitEnd();
            byte[] code = writer.toByteArray();
            return defineClass(name, code, 0, code.length);
        }
    }

    /** An object of an interface of this name, with the methods of another. */
    public static <T> T proxy(String name, Class<T> shape, InvocationHandler handler) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE,
                name.replace('.', '/'),
                null,
                "java/lang/Object",
                new String[] {Type.getInternalName(shape)});
        Class<?> type = new Loader().define(name, writer);
        return shape.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A wrapper that leads to what is in it by its type alone: asked for a type that it is itself, it goes no further. */
    public static <T> T wrapper(Class<T> type, Object inside) {
        return type.cast(Proxy.newProxyInstance(
                inside.getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    return switch (method.getName()) {
                        case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(inside);
                        case "unwrap" -> ((Class<?>) arguments[0]).isInstance(self) ? self : inside;
                        case "toString" -> "a wrapper";
                        default -> method.invoke(inside, arguments);
                    };
                }));
    }

    /** An object of a class of this name, which implements another type in no way at all and has a private field with this value. */
    public static <T> T withField(String name, Class<T> shape, String field, Object value) {
        String type = name.replace('.', '/');
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, type, null, "java/lang/Object", new String[] {
            Type.getInternalName(shape)
        });
        writer.visitField(Opcodes.ACC_PRIVATE, field, "Ljava/lang/Object;", null, null)
                .visitEnd();
        MethodVisitor constructor =
                writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(Ljava/lang/Object;)V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitVarInsn(Opcodes.ALOAD, 1);
        constructor.visitFieldInsn(Opcodes.PUTFIELD, type, field, "Ljava/lang/Object;");
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
        try {
            return shape.cast(new Loader()
                    .define(name, writer)
                    .getConstructor(Object.class)
                    .newInstance(value));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
