package dev.aatomic.examples.moving;

import org.springframework.data.jpa.repository.JpaRepository;

/** The purchases. */
interface Purchases extends JpaRepository<Purchase, Long> {}
