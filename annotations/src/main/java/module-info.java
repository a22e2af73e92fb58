/** The annotations of Aatomic. */
// Spring's jar is an automatic module.
@SuppressWarnings("requires-automatic")
module dev.aatomic {
    requires static jakarta.inject;
    requires static spring.beans;

    exports dev.aatomic;
}
