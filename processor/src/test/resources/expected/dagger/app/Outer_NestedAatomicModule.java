package app;

import dagger.Binds;
import dagger.Module;
import javax.annotation.processing.Generated;

/** Makes {@link Outer_NestedAatomic} what Dagger injects. Name it in the component beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Module
interface Outer_NestedAatomicModule {
    @Binds
    @Fast
    Outer.Nested nested(Outer_NestedAatomic wrapper);
}
