package dev.aatomic.runtime.internal.jdbc.handle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the build for a subclass {@code Forwarding…} for each of these interfaces, whose methods do what the annotated class says, and
 * for the rest call {@code checkOpen()} and the {@code driver}: written code is faster than reflection, and a native image needs no
 * hints for it.
 *
 * <p>Methods are named {@code name}, {@code start*} or {@code *end}, with a result type and a space before it where only those are
 * meant. The first element that names a method decides, in the order below; what none names is called directly.
 *
 * <p>Default methods that JDBC gets after the release that this is compiled for are not forwarded, and do what their default does.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface Forwarding {

    /** The interfaces. */
    Class<?>[] value();

    /** Called on the driver at once: touches nothing but the object's own memory. */
    String[] direct() default {};

    /** Called in turn as {@link HandleOwner.Kind#STATEMENT}. */
    String[] statement() default {};

    /** Called in turn as {@link HandleOwner.Kind#UPLOAD}. */
    String[] upload() default {};

    /** Called in turn as {@link HandleOwner.Kind#UPLOAD} where the first object is a large one, and else as the other elements say. */
    String[] uploadIfLarge() default {};

    /** Called in turn as {@link HandleOwner.Kind#PREPARE}. */
    String[] prepare() default {};

    /** Called in turn as {@link HandleOwner.Kind#FETCH}. */
    String[] fetch() default {};

    /** Called in turn as {@link HandleOwner.Kind#PROPERTY}. */
    String[] property() default {};

    /** If the first argument is a string, it is SQL text that must not control the transaction. */
    String[] sql() default {};

    /** Called directly, and the result may lead to the driver's connection. */
    String[] leadingBack() default {};

    /** What the written classes call. */
    Contract contract() default @Contract;

    /** The names of what the written classes call of the annotated class, and of what stands beside it. */
    @Retention(RetentionPolicy.SOURCE)
    @Target({})
    @interface Contract {

        /** The kinds of a call. An element above with the name of one says what is called so. */
        Class<? extends Enum<?>> kind() default HandleOwner.Kind.class;

        /** The field with the driver's object. */
        String driver() default "driver";

        /** The method that fails if the handle is closed. */
        String checkOpen() default "checkOpen";

        /** The method that fails if SQL text controls the transaction. */
        String checkSql() default "checkSql";

        /** The method that makes a call in turn. */
        String inTurn() default "inTurn";

        /** The method that gets a result set in turn. */
        String resultInTurn() default "resultInTurn";

        /** The method that puts a new statement into a handle; it gets the SQL text too, or null. */
        String entered() default "entered";

        /** The method that puts a handle around what leads to the driver's connection. */
        String leadBack() default "leadBack";

        /** The class with the static method {@link #withoutHandle}. */
        Class<?> unwrapping() default DriverObject.class;

        /** The static method that gives the driver's object in place of a handle. */
        String withoutHandle() default "withoutHandle";

        /** The static method beside it that says whether an object is a large one. */
        String isLarge() default "isLarge";
    }
}
