package dev.aatomic.examples.moving;

import org.springframework.data.jpa.repository.JpaRepository;

/** The bonuses. */
interface Bonuses extends JpaRepository<Bonus, Long> {}
