package other;

public interface Hidden {
    @Secret
    void hidden(@Visible(Level.LOW) String first, @Visible(type = Level.class) String second, @Visible String third);

    @interface Visible {
        Class<?> type() default Object.class;

        Object0 object() default @Object0;

        Level[] value() default {};
    }

    @interface Object0 {}
}

@interface Secret {}

enum Level {
    LOW
}
