package app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

public interface Marks {
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface Secured {
        String[] value() default {};

        Class<?> type() default Object.class;

        RetentionPolicy policy() default RetentionPolicy.CLASS;

        char separator() default ',';

        long number() default 0;

        float ratio() default 0;

        double limit() default 0;

        byte small() default 0;

        Named[] names() default {};
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.PARAMETER, ElementType.METHOD})
    @Repeatable(AllNamed.class)
    @interface Named {
        String value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.PARAMETER, ElementType.METHOD})
    @interface AllNamed {
        Named[] value();
    }

    @interface Everywhere {}

    @Retention(RetentionPolicy.SOURCE)
    @interface SourceOnly {}

    @Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Nullable {}

    @Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface NotNull {}

    @Deprecated
    @interface Old {}
}
