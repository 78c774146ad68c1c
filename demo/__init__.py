"""The demo centre 云岭县政务服务中心 (invented): its people, and two months of what they did, through the ordinary actions."""
