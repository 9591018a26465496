"""What others are told by webhooks: events noted with what happens, laid out in order, and sent."""
