/** The annotations of Aatomic. */
module dev.aatomic {
    exports dev.aatomic;
}
