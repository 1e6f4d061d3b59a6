"""What witnesses ask of queues, mailboxes, traces and protocols."""
