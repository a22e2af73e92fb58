package dev.aatomic.runtime.internal.jdbc;

/** Implemented by the handles that a user can pass back to the driver. */
interface Handle {

    /**
     * What the handle stands for.
     *
     * @return the driver's object
     */
    Object driverObject();
}
