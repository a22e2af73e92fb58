package app;

import dev.aatomic.Aatomic;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

@NullMarked
public class Around {
    @Aatomic
    public interface Marked {
        String name(@Nullable String name);
    }

    @NullUnmarked
    public static class Unmarked {
        public static class Between {
            @Aatomic
            public interface Nearest {
                String name(@Nullable String name);
            }
        }

        @Aatomic
        @NullMarked
        public interface Again {
            String name(@Nullable String name);
        }
    }
}
