package app;

import app.Marks.Everywhere;
import app.Marks.Named;
import app.Marks.NotNull;
import app.Marks.Nullable;
import app.Marks.Secured;
import app.Marks.SourceOnly;
import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import other.Hidden;

@Aatomic
public interface Service extends Hidden {
    String ROLE = "admin";

    @Secured(ROLE)
    CompletionStage<String> one(@Named("a. @b ( c") String first, @Everywhere @Named(value = "\"<,") int second);

    @NonAatomic
    @Secured(
            small = 1,
            limit = 1.0 / 0,
            ratio = Float.NaN,
            number = 5L,
            separator = '\'',
            policy = RetentionPolicy.RUNTIME,
            type = Map.Entry[].class,
            value = {"a", "b$T", "\t\n\r\f\0\\u0041 \u2028 \u200B \uD83D \uD83D\uDE00 ä"},
            names = {@Named("c"), @Named("d")})
    String all();

    @SourceOnly
    @SuppressWarnings("unused")
    void none(@SourceOnly String first);

    @Named("a")
    @Named("b")
    void twice(@Named("c") @Named("d") String first);

    @Nullable String nullable(@NotNull List<@NotNull String> list, @Nullable String @NotNull [] array, @NotNull int... rest);

    @NotNull
    void nothing();

    @Deprecated(since = "1", forRemoval = false)
    @Everywhere
    void everywhere();

    @SuppressWarnings("deprecation")
    @Marks.Old
    void old(@Marks.Old String first);

    void aMethodWithManyAnnotatedParameters(
            @Named("firstParameter") Map<String, String> first,
            @Named("second, parameter") Map<String, List<String>> second,
            @Named("third) parameter") String third);
}
