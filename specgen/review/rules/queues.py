"""Changes of queues, packets, mailboxes and protocols."""
