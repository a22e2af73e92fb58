package app;

import dev.aatomic.Aatomic;
import java.io.Serializable;

@Aatomic
public interface Variables<Generated, SuppressWarnings, Override> extends Serializable {
    Generated generated(SuppressWarnings suppressWarnings, Override override);
}
