"""XBezahldienste 1.0.0, the administration's own interface to payment services: epay21, pmPayment, ePayBL and others."""
