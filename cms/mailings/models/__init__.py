"""Single mails, and the e-mail magazine: who reads it, what is sent, how it arrived."""

from cms.mailings.models.mail import OutgoingMail
from cms.mailings.models.mailing import Delivery, Mailing
from cms.mailings.models.subscriber import SignUp, Subscriber, Subscription

__all__ = ["Delivery", "Mailing", "OutgoingMail", "SignUp", "Subscriber", "Subscription"]
