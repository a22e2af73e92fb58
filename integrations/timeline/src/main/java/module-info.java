import org.jspecify.annotations.NullMarked;

/** Draws the blocks of a flight recording. */
@NullMarked
module dev.aatomic.timeline {
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.aatomic.timeline;
}
