package dev.aatomic.examples.outbox;

/**
 * A mail to be sent.
 *
 * @param id what it is for, and the same each time it is sent: as its Message-ID it tells the receiver's server that it came twice
 * @param customer who gets it
 * @param text what it says
 */
public record Mail(String id, String customer, String text) {

    static Mail confirmation(long order, String customer) {
        return new Mail("order-" + order, customer, "Thank you for order " + order);
    }

    /** One for a customer, however many orders there are. */
    static Mail survey(String customer) {
        return new Mail("survey-" + customer, customer, "How was it?");
    }
}
