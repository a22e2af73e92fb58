package app;

import dev.aatomic.Aatomic;

@Aatomic
public interface Diamond extends Left<Integer>, Right {
    @Override
    void three();
}
