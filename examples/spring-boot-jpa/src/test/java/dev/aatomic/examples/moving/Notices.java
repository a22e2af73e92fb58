package dev.aatomic.examples.moving;

import org.springframework.data.jpa.repository.JpaRepository;

/** The notices. */
interface Notices extends JpaRepository<Notice, Long> {}
